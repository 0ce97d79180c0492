import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  DatasetDetail,
  DatasetPage,
  ProjectPage,
  ProjectRetention,
  ProjectRow,
  SamplesReply,
  TrashPage,
  TrashRow,
  Visibility,
} from '@trainyard/protocol';
import { APP_PATHS } from '@trainyard/protocol/app/paths';
import { PATHS } from '@trainyard/protocol/paths';
import { request } from '../../lib/api.ts';

/** Rows of a list that are read at a time. */
export const LIST_ROWS = 50;

function listQuery<Page>(name: string, path: string, q: string, offset: number) {
  return queryOptions({
    queryKey: [name, 'list', q, offset],
    queryFn: ({ signal }) =>
      request<Page>(path, { query: { q, offset, limit: LIST_ROWS }, signal }),
    placeholderData: keepPreviousData,
  });
}

export const projectsQuery = (q: string, offset: number) =>
  listQuery<ProjectPage>('projects', APP_PATHS.projects, q, offset);

export const datasetsQuery = (q: string, offset: number) =>
  listQuery<DatasetPage>('datasets', APP_PATHS.datasets, q, offset);

export const trashQuery = (q: string, offset: number) =>
  listQuery<TrashPage>('trash', APP_PATHS.trash, q, offset);

export const projectQuery = (id: string) =>
  queryOptions({
    queryKey: ['projects', id],
    queryFn: ({ signal }) => request<ProjectRow>(APP_PATHS.project, { params: { id }, signal }),
  });

export const datasetQuery = (id: string) =>
  queryOptions({
    queryKey: ['datasets', id],
    queryFn: ({ signal }) => request<DatasetDetail>(APP_PATHS.dataset, { params: { id }, signal }),
  });

/** Example images that are read at a time. */
export const SAMPLE_ROWS = 12;

export const samplesQuery = (id: string, split: string, offset: number) =>
  queryOptions({
    queryKey: ['datasets', id, 'samples', split, offset],
    queryFn: ({ signal }) =>
      request<SamplesReply>(APP_PATHS.datasetSamples, {
        params: { id },
        query: { split, offset, limit: SAMPLE_ROWS },
        signal,
      }),
    placeholderData: keepPreviousData,
  });

export const retentionQuery = (id: string) =>
  queryOptions({
    queryKey: ['projects', id, 'retention'],
    queryFn: ({ signal }) =>
      request<ProjectRetention>(APP_PATHS.projectRetention, { params: { id }, signal }),
  });

export function keepCheckpoints(id: string, body: ProjectRetention): Promise<ProjectRetention> {
  return request(APP_PATHS.projectRetention, { method: 'PUT', params: { id }, body });
}

export function createProject(name: string) {
  return request(PATHS.hub.projects, { method: 'POST', body: { meta: { name } } });
}

/** A project or dataset, as far as its owner changes it. */
export interface Described {
  readonly kind: 'project' | 'dataset';
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly visibility: Visibility;
}

export function describe({ kind, id, name, description, visibility }: Described) {
  const body = { name, description, visibility };
  return request(OBJECT[kind], { method: 'PATCH', params: { id }, body });
}

const RESTORE = {
  model: APP_PATHS.restoreModel,
  project: APP_PATHS.restoreProject,
  dataset: APP_PATHS.restoreDataset,
};

export function restore({ kind, id }: TrashRow) {
  return request(RESTORE[kind], { method: 'POST', params: { id } });
}

const OBJECT = { model: PATHS.hub.model, project: PATHS.hub.project, dataset: PATHS.hub.dataset };

/** To the trash, or for good. */
export function remove(kind: TrashRow['kind'], id: string, hard: boolean) {
  return request(OBJECT[kind], { method: 'DELETE', params: { id }, query: { hard } });
}
