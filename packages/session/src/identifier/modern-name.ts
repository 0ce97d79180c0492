/** YOLOv5 sizes, as in `yolov5s.pt` or `yolov5n6.pt`. */
const YOLOV5 = /^(yolov5[nsmlx]6?)(\.(?:pt|ya?ml))$/i;

/**
 * The `u` form of a YOLOv5 name: only that one is published for the current head
 * (`yolov5s.pt` becomes `yolov5su.pt`). Every other name, and the folder before it, stays.
 */
export function modernName(name: string): string {
  const folder = name.slice(0, name.lastIndexOf('/') + 1);
  const match = YOLOV5.exec(name.slice(folder.length));
  return match ? `${folder}${match[1]}u${match[2]}` : name;
}
