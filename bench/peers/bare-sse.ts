import { createServer, type ServerResponse } from 'node:http';

/**
 * The ceiling of streams: what is posted goes to every viewer as it is. It looks nothing up and
 * stores nothing.
 * Usage: node bench/peers/bare-sse.ts PORT
 */
const viewers = new Set<ServerResponse>();
let number = 0;
createServer((request, response) => {
  if (request.url === '/healthz') {
    response.end('{}');
  } else if (request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.write('event: hello\ndata: {}\n\n');
    viewers.add(response);
    response.on('close', () => viewers.delete(response));
  } else {
    request.resume().on('end', () => {
      const modelId = request.url!.split('/').at(-1);
      const data = JSON.stringify({ type: 'metrics', modelId });
      const message = `id: bare-${++number}\nevent: change\ndata: ${data}\n\n`;
      for (const viewer of viewers) viewer.write(message);
      const body = '{"success":true}';
      response.writeHead(200, { 'content-length': body.length }).end(body);
    });
  }
}).listen(Number(process.argv[2]), '127.0.0.1');
