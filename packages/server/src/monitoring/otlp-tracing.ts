import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';
import type { SpanUnderWay, Tracing } from './tracing.ts';

export interface OtlpOptions {
  /** Base address of an OTLP receiver over HTTP; `/v1/traces` is added. */
  readonly endpoint: string;
  /** Default `trainyard`. */
  readonly serviceName?: string | undefined;
  /** Share of traces that are kept, 0 to 1, where whoever asked has not decided. Default 1. */
  readonly ratio?: number | undefined;
}

/**
 * Sends spans to an OTLP receiver over HTTP, in batches beside the work. Nothing global is
 * registered: a program that holds a hub may have a telemetry of its own.
 */
export function startOtlpTracing({ endpoint, serviceName, ratio = 1 }: OtlpOptions): Tracing {
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    // A receiver that is gone must not hold up a hub that stops.
    timeoutMillis: 3000,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: serviceName ?? 'trainyard' }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('trainyard');
  const current = new AsyncLocalStorage<Context>();
  return {
    start(name, parent) {
      const above = current.getStore() ?? remoteContext(parent);
      const kind = parent === undefined ? SpanKind.INTERNAL : SpanKind.SERVER;
      const span = tracer.startSpan(name, { kind }, above);
      return underWay(span, (work) => current.run(trace.setSpan(above, span), work));
    },
    // What a receiver that is gone does not take is lost; the hub stops all the same.
    stop: () => provider.shutdown().catch(() => {}),
  };
}

function underWay(span: Span, run: SpanUnderWay['run']): SpanUnderWay {
  let over = false;
  return {
    run,
    end(ok, attributes = {}) {
      if (over) return;
      over = true;
      span.setAttributes(attributes);
      if (!ok) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
}

/** https://www.w3.org/TR/trace-context/: `00-{trace}-{span}-{flags}`. */
function remoteContext(parent: string | undefined): Context {
  const [, traceId, spanId, flags] =
    /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(parent ?? '') ?? [];
  if (!traceId || !spanId || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return ROOT_CONTEXT;
  const traceFlags = Number.parseInt(flags ?? '0', 16) & 1;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}
