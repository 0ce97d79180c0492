import { ProjectsList } from '../../features/catalogue/projects-list.tsx';

/** `/projects` */
export function Page() {
  return (
    <div className="page">
      <title>Projects · Trainyard</title>
      <h1>Projects</h1>
      <ProjectsList />
    </div>
  );
}
