import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

export interface ConnectProxy {
  readonly url: string;
  /** Targets of the tunnels so far, `host:port`. */
  readonly tunnels: readonly string[];
  /** Requests passed on without a tunnel, as an http proxy does for http addresses. */
  readonly passed: readonly string[];
  stop(): void;
}

/** A forward proxy on loopback that keeps count. Hosts in `leads` are found where it says, and by nobody else. */
export async function startConnectProxy(leads: Readonly<Record<string, string>> = {}): Promise<ConnectProxy> {
  const tunnels: string[] = [];
  const passed: string[] = [];
  const open = new Set<Socket>();
  const server = createServer((asked, answer) => {
    passed.push(`${asked.method ?? ''} ${asked.url ?? ''}`);
    passOn(asked, answer, leads);
  });
  server.on('connection', (socket: Socket) => open.add(socket));
  server.on('connect', ({ url = '' }: IncomingMessage, socket: Socket) => {
    tunnels.push(url);
    const [host = '', port] = url.split(':');
    const far = connect(Number(port), leads[host] ?? host, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      far.pipe(socket).pipe(far);
    });
    far.on('error', () => socket.destroy());
    socket.on('error', () => far.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    tunnels,
    passed,
    stop: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

function passOn(asked: IncomingMessage, answer: ServerResponse, leads: Readonly<Record<string, string>>): void {
  const target = new URL(asked.url ?? '');
  target.hostname = leads[target.hostname] ?? target.hostname;
  const onward = request(target, { method: asked.method, headers: asked.headers }, (far) => {
    answer.writeHead(far.statusCode ?? 502, far.headers);
    far.pipe(answer);
  });
  onward.on('error', () => answer.destroy());
  asked.pipe(onward);
}
