import { TrashList } from '../../features/catalogue/trash-list.tsx';

/** `/trash` */
export function Page() {
  return (
    <div className="page">
      <title>Trash · Trainyard</title>
      <h1>Trash</h1>
      <TrashList />
    </div>
  );
}
