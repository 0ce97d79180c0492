import { ScrollArea } from '../../components/scroll-area.tsx';
import { formatNumber } from '../../lib/format.ts';
import { f1Of, type ImageResult } from './read-extremes.ts';

export interface ImageResultsProps {
  readonly title: string;
  readonly images: readonly ImageResult[];
}

/** Images of the validation, with what was found in each. */
export function ImageResults({ title, images }: ImageResultsProps) {
  return (
    <section className="stack tight">
      <h3>{title}</h3>
      <ScrollArea label={title} className="card flush table-wrap image-results">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Image</th>
              <th scope="col" className="end">
                Found
              </th>
              <th scope="col" className="end">
                Wrong
              </th>
              <th scope="col" className="end">
                Missed
              </th>
              <th scope="col" className="end">
                F1
              </th>
            </tr>
          </thead>
          <tbody>
            {images.map((image) => (
              <tr key={image.id}>
                <td className="mono small anywhere">{image.id}</td>
                <td className="end number">{image.found}</td>
                <td className="end number">{image.wrong}</td>
                <td className="end number">{image.missed}</td>
                <td className="end number">{formatNumber(f1Of(image))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
    </section>
  );
}
