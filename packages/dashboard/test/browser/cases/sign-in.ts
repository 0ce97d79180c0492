import { after, before, describe, it } from 'node:test';
import { manyEpochs } from '../support/demo-data.ts';
import { Stage } from '../support/stage.ts';

describe('the first visit', () => {
  let stage: Stage;
  before(async () => {
    stage = await Stage.set({ signIn: false });
  });
  after(() => stage.strike());

  it('asks an unknown visitor to sign in', async () => {
    await stage.open('/');
    await stage.page.getByRole('heading', { name: 'Sign in to Trainyard' }).waitFor();
  });

  it('lets the owner in by the one-time link, once', async () => {
    const link = await stage.hub.signInLink();
    await stage.page.goto(link);
    await stage.page.getByRole('heading', { name: 'Start your first training' }).waitFor();
    const visitor = await stage.visitor();
    await visitor.page.goto(link);
    await visitor.page.getByText('has been used or has expired').waitFor();
    await visitor.leave();
  });

  it('shows how to train, with the real address and a fresh key filled in', async () => {
    const { page, hub } = stage;
    await page.getByRole('button', { name: 'Make a key' }).click();
    await page.getByText(`ULTRALYTICS_PLATFORM_URL=${hub.url}`).waitFor();
    await page.getByText(/ULTRALYTICS_API_KEY=[0-9a-f]{42}/).waitFor();
    for (const [button, text] of [
      ['ultralytics ≤ 8.4.114', 'yolo login'],
      ['TypeScript', '@trainyard/session'],
      ['Any program', 'trainyard run'],
    ] as const) {
      await page.getByRole('button', { name: button }).click();
      await page.getByLabel('Commands', { exact: true }).getByText(text).waitFor();
    }
  });

  it('moves on by itself when the first model appears', async () => {
    const id = await stage.hub.model('first-model');
    await stage.page.getByRole('link', { name: 'first-model' }).waitFor();
    await stage.hub.metrics(id, manyEpochs(0, 3, 10));
    await stage.page.getByText('3 / 10').or(stage.page.getByText('3 / 300')).first().waitFor();
  });

  it('sets a password, signs out, and signs in by it', async () => {
    const { page } = stage;
    await stage.open('/settings');
    await page.getByLabel('New password').fill('correct horse battery');
    await page.getByRole('button', { name: 'Set password' }).click();
    await page.getByText('The password is set').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).first().click();
    await page.getByLabel('E-mail').fill('owner@localhost');
    await page.getByLabel('Password').fill('wrong password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('E-mail or password is wrong').waitFor();
    await page.getByLabel('Password').fill('correct horse battery');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Models' }).waitFor();
  });
});
