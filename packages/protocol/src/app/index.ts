export * from './api-keys.ts';
export * from './session.ts';
export * from './session-paths.ts';
