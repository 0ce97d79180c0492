import { Timings } from './timings.ts';
import type { Tracing } from './tracing.ts';
import { UploadCounter } from './upload-counter.ts';

/** What a hub notes about its own work, for `/metrics` and for traces. */
export class Monitor {
  readonly requests = new Timings(
    'trainyard_http_request_seconds',
    'Time from the head of a request to the end of its reply, by route.',
    ['method', 'route', 'status'],
  );
  readonly ingests = new Timings(
    'trainyard_ingest_seconds',
    'Time from a metrics call to its commit, waiting included.',
    [],
  );
  readonly transactions = new Timings(
    'trainyard_database_transaction_seconds',
    'Time of a database transaction from its begin to its end.',
    ['outcome'],
  );
  readonly queries = new Timings(
    'trainyard_database_query_seconds',
    'Time of a single database query.',
    ['kind'],
  );
  readonly blobs = new Timings(
    'trainyard_blob_operation_seconds',
    'Time of an operation on the blob store; of a put, until it is durable.',
    ['operation', 'outcome'],
  );
  readonly uploads = new UploadCounter();
  /** Points of metrics that have been committed. */
  points = 0;
  /** Set when traces are wanted. */
  tracing: Tracing | undefined;

  /** Notes a metrics call that has been committed. */
  ingested(points: number, milliseconds: number): void {
    this.points += points;
    this.ingests.note(milliseconds);
  }
}
