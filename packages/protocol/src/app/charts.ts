import Type from 'typebox';
import { nullable, PageQuery, pageOf } from './page.ts';

/** Most series times models in one request for a chart. */
export const MAX_CHART_SERIES = 200;

/** `GET /app/v1/models/{id}/series`. */
export const ListSeriesQuery = Type.Object({
  ...PageQuery,
  /** Part of a name. */
  q: Type.Optional(Type.String()),
});
export type ListSeriesQuery = Type.Static<typeof ListSeriesQuery>;

/** A series of a model, over all its attempts. */
export const SeriesInfo = Type.Object({
  name: Type.String(),
  min: nullable(Type.Number()),
  max: nullable(Type.Number()),
  last: nullable(Type.Number()),
  lastStep: nullable(Type.Integer()),
});
export type SeriesInfo = Type.Static<typeof SeriesInfo>;

export const SeriesPage = pageOf(SeriesInfo);
export type SeriesPage = Type.Static<typeof SeriesPage>;

/** `GET /app/v1/chart`: some series of some models, fit for a chart of so many pixel columns. */
export const ChartQuery = Type.Object({
  model: Type.Array(Type.String(), { minItems: 1, maxItems: 100 }),
  series: Type.Array(Type.String(), { minItems: 1, maxItems: 100 }),
  /** First and last step wanted; all when absent. */
  from: Type.Optional(Type.Integer({ minimum: 0 })),
  to: Type.Optional(Type.Integer({ minimum: 0 })),
  /** Pixel columns to draw; default 600. */
  columns: Type.Optional(Type.Integer({ minimum: 10, maximum: 4000 })),
});
export type ChartQuery = Type.Static<typeof ChartQuery>;

/** One attempt's part of a series. */
export const ChartSeries = Type.Object({
  model: Type.String(),
  name: Type.String(),
  attempt: Type.Integer(),
  /**
   * Whether these are the points themselves. Otherwise each entry stands for one column: its first
   * step, and the smallest and largest value in it, so that no peak is lost.
   */
  exact: Type.Boolean(),
  step: Type.Array(Type.Integer()),
  /** When each arrived, milliseconds since 1970. */
  at: Type.Array(Type.Number()),
  /** Smallest value of each column, or the value; null where none was finite. */
  low: Type.Array(nullable(Type.Number())),
  /** Largest value of each column; empty when `exact`. */
  high: Type.Array(nullable(Type.Number())),
  /** Values within the range that are no finite number. */
  nonFinite: Type.Integer(),
});
export type ChartSeries = Type.Static<typeof ChartSeries>;

export const ChartReply = Type.Object({ series: Type.Array(ChartSeries) });
export type ChartReply = Type.Static<typeof ChartReply>;
