// Serves the page from its sources: `node www/build/serve.mjs [PORT] [PATH]`, to the machine that HOST names, this one if none is named.

import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';

const PORT = 8080;

/** Ends with one line that says what was expected and what to do. @param {string} problem @returns {never} */
function refuse(problem) {
  console.error(`build.sh serve: ${problem}`);
  process.exit(1);
}

const [portText = String(PORT), place = ''] = process.argv.slice(2);
const host = process.env.HOST || '127.0.0.1';
const port = Number(portText);
if (!/^\d+$/.test(portText) || port < 1 || port > 65535) refuse(`expected a port between 1 and 65535, found '${portText}'`);
if (!/^[\w./~-]*$/.test(place) || place.split('/').includes('..')) refuse(`expected a path as /digits/, found '${place}'`);
const base = `/${place}/`.replace(/\/+/g, '/');

const send = sirv(fileURLToPath(new URL('..', import.meta.url)), { dev: true });
const server = createServer((request, response) => {
  const url = request.url ?? '/';
  if (url.split('?')[0] === base.slice(0, -1)) return response.writeHead(302, { location: base }).end();
  if (!url.startsWith(base)) return response.writeHead(404, { 'content-type': 'text/plain' }).end(`the page is at ${base}\n`);
  request.url = url.slice(base.length - 1);
  send(request, response);
});
server.on('error', (error) => {
  const { code } = /** @type {NodeJS.ErrnoException} */ (error);
  if (code === 'EADDRINUSE') {
    refuse(`port ${port} is in use by another program; name another: ./build.sh serve ${port < 65535 ? port + 1 : PORT}`);
  }
  if (code === 'EACCES') refuse(`port ${port} is not for everybody; name one above 1023: ./build.sh serve ${PORT}`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    refuse(`expected in HOST an address of this machine, or 0.0.0.0 for all, found '${host}'`);
  }
  throw error;
});
server.listen(port, host, () => {
  const address = { '127.0.0.1': 'localhost', '0.0.0.0': 'ADDRESS-OF-THIS-MACHINE' }[host] ?? host;
  const reach = host === '127.0.0.1' ? '' : ', for others in the network, too';
  console.log(`http://${address}:${port}${base}${reach}  (Ctrl-C stops)`);
});
