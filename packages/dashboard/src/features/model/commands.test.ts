import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resumeCommand } from './commands.ts';

const id = 'A'.repeat(20);
const hub = 'http://hub:8787';
const resume = (agent: string | null, environment: object = {}) =>
  resumeCommand({ id, agent, records: { environment } }, hub);

describe('the command that resumes', () => {
  it('is the one that trained, where `trainyard run` watched it', () => {
    const environment = {
      command: 'node main.ts run --name cats -- yolo train data=cats.yaml',
      directory: '/home/ada/my cats',
    };
    assert.equal(
      resume('run-yolo', environment),
      `cd '/home/ada/my cats'\ntrainyard run --resume ${hub}/models/${id} -- yolo train data=cats.yaml`,
    );
  });

  it('says which model to open, where a program of one’s own trained', () => {
    const said = resume('node-24-linux', { command: 'node train.ts', directory: '/home/ada' });
    assert.equal(
      said,
      `cd /home/ada\n# openSession('${hub}/models/${id}')\nTRAINYARD_URL=${hub} node train.ts`,
    );
    const told = { command: `node train.ts ${hub}/models/${id}` };
    assert.equal(resume('node-24-linux', told), `TRAINYARD_URL=${hub} ${told.command}`);
  });

  it('is that of ultralytics otherwise', () => {
    assert.match(resume('python-3.11-linux'), new RegExp(`yolo train model=${hub}/models/${id}`));
  });

  it('names the checkpoint where the Platform callback has said where it is', () => {
    const environment = { ultralyticsVersion: '8.4.128' };
    const after = (args: object) =>
      resumeCommand({ id, agent: 'trainer-7', records: { environment, train_args: args } }, hub);
    const start = `export ULTRALYTICS_PLATFORM_URL=${hub}\nyolo train resume model=`;
    assert.equal(after({ save_dir: '/runs/night' }), `${start}/runs/night/weights/last.pt`);
    assert.equal(after({ save_dir: '/my runs/1' }), `${start}'/my runs/1/weights/last.pt'`);
    assert.match(
      after({ save_dir: 'None' }),
      /\n# FOLDER is .*\nyolo .*=FOLDER\/weights\/last\.pt$/,
    );
  });
});
