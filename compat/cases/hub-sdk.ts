import type { Bench, Case } from '../runner/types.ts';

/** A case that is one Python script, which reports each operation itself. */
function script(
  name: string,
  operations: readonly string[],
  more: Partial<Pick<Case, 'needPassword'>> & { args?: (bench: Bench) => string[] } = {},
): Case {
  const { args = () => [], ...rest } = more;
  return {
    name: name.replaceAll('_', ' '),
    operations,
    deadline: 60,
    ...rest,
    run: async (bench) => {
      await bench.python(`sdk/${name}`, args(bench)).done();
    },
  };
}

const byPassword = ['sign-in/password', 'sign-in/id token', 'sign-in/wrong password'];
const stranger = 'users/another account sees nothing private';

/** Every operation of the HUB API that hub-sdk can express. */
export const hubSdkCases: readonly Case[] = [
  script(
    'signing_in',
    ['sign-in/key', 'sign-in/key from HUB_API_KEY', 'sign-in/wrong key', ...byPassword],
    { needPassword: byPassword },
  ),
  script('models', [
    'models/create',
    'models/get',
    'models/unknown id',
    'models/update',
    'models/list by pages',
    'models/list by name',
    'models/share publicly',
    'models/share by link',
    'models/list public or own',
    'models/delete to the trash',
    'models/restore from the trash',
    'models/delete for good',
  ]),
  script('training', [
    'metrics/upload',
    'metrics/get',
    'metrics/send again',
    'checkpoints/epoch',
    'checkpoints/final',
    'checkpoints/late after the final',
    'weights/download',
    'weights/download a range',
    'heartbeat/agent id adopted',
    'heartbeat/goes on after a refusal',
    'export/501',
    'predict/501',
  ]),
  script('projects', [
    'projects/create',
    'projects/get',
    'projects/update',
    'projects/picture',
    'projects/hold a model',
    'projects/list by pages',
    'projects/delete to the trash',
    'projects/delete for good',
  ]),
  script(
    'datasets',
    [
      'datasets/create',
      'datasets/get',
      'datasets/upload',
      'datasets/download',
      'datasets/refuse a broken zip',
      'datasets/update',
      'datasets/train a model',
      'datasets/list by pages',
      'datasets/delete to the trash',
      'datasets/delete for good',
    ],
    { args: ({ shapes }) => [shapes.archive] },
  ),
  script('people', ['users/get', 'users/update oneself', stranger, 'teams/list'], {
    needPassword: [stranger],
  }),
];
