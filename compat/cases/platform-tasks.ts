import type { Case } from '../runner/types.ts';
import { datasetAddress, modelAs, must, newProject } from './platform-run.ts';

const TASKS = ['segment', 'pose', 'obb', 'classify'] as const;

const operationOf = (task: string) => `ul:// dataset/${task}`;

/** Datasets of every task but detection, which the other cases train on. */
export const tasks: Case = {
  name: 'all tasks by address',
  operations: TASKS.map(operationOf),
  deadline: 300,
  run: async (bench) => {
    const { shapes, python } = bench;
    const wanted = TASKS.filter((task) => bench.supports(operationOf(task)));
    const addresses: string[] = [];
    for (const task of wanted) {
      addresses.push(`${task}=${await datasetAddress(bench, shapes.byTask[task]!.archive)}`);
    }
    const project = newProject();
    const training = python('streaming/tasks', [project, ...addresses]);
    for (const task of wanted) {
      const { images, instances } = await training.waitFor(`${task} found`);
      const drawn = shapes.byTask[task]!;
      must(
        images === drawn.images && instances === drawn.instances,
        `${drawn.images} images with ${drawn.instances} instances, not ${images} with ${instances}`,
      );
      await training.waitFor(`${task} done`);
      await modelAs(bench, project, task, 'trained', ({ state }) => state === 'trained');
      bench.ok(operationOf(task));
    }
    await training.done();
  },
};
