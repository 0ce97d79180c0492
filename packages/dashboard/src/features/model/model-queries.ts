import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  ChartReply,
  CheckpointReply,
  ConsoleReply,
  EditModelBody,
  ModelDetail,
  ModelFilesList,
  ModelPage,
  PageReply,
  SeriesPage,
  SystemReply,
} from '@trainyard/protocol';
import { APP_PATHS } from '@trainyard/protocol/app/paths';
import { request } from '../../lib/api.ts';
import type { ChartWindow } from './chart-window.ts';

export function modelQuery(id: string) {
  return queryOptions({
    queryKey: ['model', id],
    queryFn: ({ signal }) => request<ModelDetail>(APP_PATHS.model, { params: { id }, signal }),
  });
}

export function seriesQuery(id: string) {
  return queryOptions({
    queryKey: ['series', id],
    queryFn: ({ signal }) =>
      request<SeriesPage>(APP_PATHS.modelSeries, { params: { id }, query: { limit: 200 }, signal }),
  });
}

/** Some series of a model, thinned out by the hub to what fits on the screen. */
export function chartQuery(id: string, names: readonly string[], window: ChartWindow) {
  return queryOptions({
    queryKey: ['chart', id, names, window],
    queryFn: ({ signal }) =>
      request<ChartReply>(APP_PATHS.chart, {
        query: { model: id, series: names, ...window },
        signal,
      }),
    enabled: names.length > 0,
    placeholderData: keepPreviousData,
  });
}

/** Rows of checkpoints that are read at a time. */
export const CHECKPOINT_ROWS = 50;

export function checkpointsQuery(id: string, offset: number) {
  return queryOptions({
    queryKey: ['checkpoints', id, offset],
    queryFn: ({ signal }) =>
      request<PageReply<CheckpointReply>>(APP_PATHS.checkpoints, {
        params: { id },
        query: { offset, limit: CHECKPOINT_ROWS },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
}

export function filesQuery(id: string) {
  return queryOptions({
    queryKey: ['model', id, 'files'],
    queryFn: ({ signal }) =>
      request<ModelFilesList>(APP_PATHS.modelFiles, { params: { id }, signal }),
  });
}

/** Models that start from this one, of which so many are read at a time. */
export const CHILD_ROWS = 10;

export function childrenQuery(id: string, offset: number) {
  return queryOptions({
    // A list of models: it follows when one is made or renamed.
    queryKey: ['models', 'children', id, offset],
    queryFn: ({ signal }) =>
      request<ModelPage>(APP_PATHS.models, {
        query: { parent: id, offset, limit: CHILD_ROWS },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
}

/** The newest console output of an attempt; `limit` grows as older pieces are asked for. */
export function consoleQuery(id: string, attempt: number | undefined, limit: number) {
  return queryOptions({
    queryKey: ['console', id, attempt, limit],
    queryFn: ({ signal }) =>
      request<ConsoleReply>(APP_PATHS.modelConsole, {
        params: { id },
        query: { attempt, limit },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
}

export function systemQuery(id: string, attempt: number | undefined) {
  return queryOptions({
    queryKey: ['system', id, attempt],
    queryFn: ({ signal }) =>
      request<SystemReply>(APP_PATHS.modelSystem, { params: { id }, query: { attempt }, signal }),
    placeholderData: keepPreviousData,
  });
}

export function editModel(id: string, body: EditModelBody) {
  return request<ModelDetail>(APP_PATHS.model, { method: 'PATCH', params: { id }, body });
}

export function stopModel(id: string) {
  return request(APP_PATHS.modelStop, { method: 'POST', params: { id } });
}

export function resetModel(id: string) {
  return request(APP_PATHS.modelReset, { method: 'POST', params: { id } });
}

export function trashModel(id: string) {
  const body = { ids: [id], action: { type: 'trash' } };
  return request(APP_PATHS.modelsBulk, { method: 'POST', body });
}

export function applyCheckpoint(id: string, checkpointId: string, as: 'best' | 'final') {
  return request(APP_PATHS.useCheckpoint, {
    method: 'POST',
    params: { id, checkpointId },
    body: { as },
  });
}
