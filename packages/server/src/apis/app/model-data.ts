import {
  ChartQuery,
  ChartReply,
  ConsoleQuery,
  ConsoleReply,
  ListSeriesQuery,
  PATHS,
  SeriesPage,
  SystemQuery,
  SystemReply,
} from '@trainyard/protocol';
import type { HubServer } from '../../http/create-http-server.ts';
import { IdParams } from '../../http/id-params.ts';
import type { HubContext } from '../../hub-context.ts';
import { listSeries } from '../../training/list-series.ts';
import { readChart } from '../../training/read-chart.ts';
import { readConsole, readSystem } from '../../training/read-observations.ts';

/** What a model's trainer has reported: series, console, system. */
export function modelDataRoutes(app: HubServer, hub: HubContext): void {
  const { database } = hub;

  app.get(
    PATHS.app.modelSeries,
    {
      config: {
        access: 'anyone',
        doc: { summary: 'List the series of a model', reply: SeriesPage },
      },
      schema: { params: IdParams, querystring: ListSeriesQuery },
    },
    ({ caller, params, query }) => listSeries(database, caller, params.id, query),
  );

  app.get(
    PATHS.app.chart,
    {
      config: { access: 'anyone', doc: { summary: 'Read series for a chart', reply: ChartReply } },
      schema: { querystring: ChartQuery },
    },
    ({ caller, query }) => readChart(hub, caller, query),
  );

  app.get(
    PATHS.app.modelConsole,
    {
      config: { access: 'anyone', doc: { summary: 'Read console output', reply: ConsoleReply } },
      schema: { params: IdParams, querystring: ConsoleQuery },
    },
    ({ caller, params, query }) => readConsole(database, caller, params.id, query),
  );

  app.get(
    PATHS.app.modelSystem,
    {
      config: {
        access: 'anyone',
        doc: { summary: 'Read what the machine was doing', reply: SystemReply },
      },
      schema: { params: IdParams, querystring: SystemQuery },
    },
    ({ caller, params, query }) => readSystem(database, caller, params.id, query),
  );
}
