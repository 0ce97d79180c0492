import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { PeopleReply } from '@trainyard/protocol';
import { Value } from 'typebox/value';
import { TestHub } from '../../../test-support/test-hub.ts';

describe('people', () => {
  let hub: TestHub;
  before(async () => {
    hub = await TestHub.start();
  });
  after(() => hub[Symbol.asyncDispose]());

  const find = async (email: string) => {
    const { body } = await hub.request('GET', '/app/v1/people');
    assert.deepEqual([...Value.Errors(PeopleReply, body)], []);
    return body.items.find((person: { email: string }) => person.email === email);
  };

  it('are invited by a link that signs in once', async () => {
    const body = { email: 'ada@example.org', name: 'Ada' };
    const { status, body: link } = await hub.request('POST', '/app/v1/people', { body });
    assert.equal(status, 201);
    const cookies = (await hub.request('GET', link.url, { key: null })).headers.getSetCookie();
    const cookie = cookies.map((one) => one.split(';')[0]).join('; ');
    const me = await hub.request('GET', '/app/v1/me', { key: null, headers: { cookie } });
    assert.deepEqual([me.body.account.name, me.body.account.role], ['Ada', 'member']);
    const again = await hub.request('GET', link.url, { key: null });
    assert.match(again.headers.get('location')!, /sign-in=expired/);
    assert.equal((await hub.request('POST', '/app/v1/people', { body })).status, 409);
    assert.equal((await find('ada@example.org')).hasPassword, false);
  });

  it('lose their password when it is reset, and keep their keys', async () => {
    const { key, userId } = await hub.member('bob@example.org');
    assert.equal((await find('bob@example.org')).hasPassword, true);
    const { body } = await hub.request('POST', `/app/v1/people/${userId}/sign-in-link`);
    assert.match(body.url, /\/sign-in\?token=/);
    assert.equal((await find('bob@example.org')).hasPassword, false);
    assert.equal((await hub.request('GET', '/app/v1/models', { key })).status, 200);
  });

  it('leave what they made to the owner when they are removed', async () => {
    const { key, userId } = await hub.member('cy@example.org');
    const project = { body: { meta: { name: 'Same' } } };
    const mine = await hub.request('POST', '/v1/projects', project);
    const theirs = await hub.request('POST', '/v1/projects', { ...project, key });
    const projectId = theirs.body.data.id;
    const model = await hub.request('POST', '/v1/models', { key, body: { name: 'm', projectId } });
    assert.equal((await hub.request('DELETE', `/app/v1/people/${userId}`)).status, 204);
    const { body } = await hub.request('GET', `/app/v1/models/${model.body.data.id}`);
    assert.deepEqual([body.mine, body.project.id], [true, projectId]);
    const slugs = await hub.request('GET', '/v1/projects');
    assert.deepEqual(
      slugs.body.data.results.map((row: { slug: string }) => row.slug).sort(),
      ['same', 'same-2'],
      JSON.stringify([mine.body, slugs.body]),
    );
    assert.equal(await find('cy@example.org'), undefined);
  });

  it('are the owner’s affair, and the owner stays', async () => {
    const { key, userId } = await hub.member('eve@example.org');
    const requests = [
      ['GET', '/app/v1/people'],
      ['DELETE', `/app/v1/people/${userId}`],
      ['POST', `/app/v1/people/${userId}/sign-in-link`],
    ] as const;
    for (const [method, path] of requests) {
      assert.equal((await hub.request(method, path, { key })).status, 403, path);
    }
    const me = (await hub.request('GET', '/app/v1/me')).body.account.id;
    assert.equal((await hub.request('DELETE', `/app/v1/people/${me}`)).status, 403);
    assert.equal((await hub.request('DELETE', '/app/v1/people/nobody')).status, 404);
  });
});
