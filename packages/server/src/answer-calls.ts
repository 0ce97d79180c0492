import { type MessagePort, workerData } from 'node:worker_threads';

/** Answers what `WorkerCalls` asks, in the thread that it has started. */
export function answerCalls<Request, Reply>(answer: (request: Request) => Reply): void {
  const { port } = workerData as { readonly port: MessagePort };
  port.on('message', (request: Request) => port.postMessage(answer(request)));
}
