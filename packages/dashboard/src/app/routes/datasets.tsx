import { DatasetsList } from '../../features/catalogue/datasets-list.tsx';

/** `/datasets` */
export function Page() {
  return (
    <div className="page">
      <title>Datasets · Trainyard</title>
      <h1>Datasets</h1>
      <DatasetsList />
    </div>
  );
}
