export * from './api-keys.ts';
export * from './app/index.ts';
export * from './errors.ts';
export * from './hub/index.ts';
export * from './ids.ts';
export * from './lenient-json.ts';
export * from './model-state.ts';
export * from './paths.ts';
