export * from './account.ts';
export * from './checkpoint-upload.ts';
export * from './downloads.ts';
export * from './training-events.ts';
