export { fileSource } from './archive/archive-source.ts';
export { checkDatasetArchive } from './archive/check-dataset-archive.ts';
