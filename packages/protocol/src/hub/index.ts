export * from './agent.ts';
export * from './datasets.ts';
export * from './envelope.ts';
export * from './lists.ts';
export * from './models.ts';
export * from './projects.ts';
export * from './sharing.ts';
export * from './users.ts';
