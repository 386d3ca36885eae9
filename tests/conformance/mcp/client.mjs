// A client in another language: hears that the list of tools has changed, and calls the new tool.
//
//   node client.mjs PACKAGE TRANSPORT TARGET COMMAND…
//
// PACKAGE is sdk (2025) or client (2026-07-28), TRANSPORT stdio or http; TARGET is the URL, or the
// JSON of a command that serves; COMMAND lands the tool "shout" while the client listens.
import { execFile } from 'node:child_process';

const [kind, transport, target, ...command] = process.argv.slice(2);
const about = { name: 'chotu-conformance', version: '0' };

async function parts() {
  if (kind === 'sdk') {
    const base = '@modelcontextprotocol/sdk/client';
    const { Client } = await import(`${base}/index.js`);
    const { StdioClientTransport } = await import(`${base}/stdio.js`);
    const { StreamableHTTPClientTransport } = await import(`${base}/streamableHttp.js`);
    return { Client, StdioClientTransport, StreamableHTTPClientTransport };
  }
  const { Client, StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client');
  const { StdioClientTransport } = await import('@modelcontextprotocol/client/stdio');
  return { Client, StdioClientTransport, StreamableHTTPClientTransport };
}

const { Client, StdioClientTransport, StreamableHTTPClientTransport } = await parts();
const heard = {};
heard.tool = new Promise((resolve) => {
  heard.tools = (error, tools) => {
    if (error) throw error;
    if (tools?.some((one) => one.name === 'shout')) resolve(true);
  };
});
const client = new Client(about, {
  listChanged: { tools: { onChanged: heard.tools } },
  ...(kind === 'client' ? { versionNegotiation: { mode: 'auto' } } : {}),
});
const link =
  transport === 'http'
    ? new StreamableHTTPClientTransport(new URL(target))
    : new StdioClientTransport({ ...JSON.parse(target), env: process.env });
await client.connect(link);
const before = await client.listTools();
if (before.tools.some((one) => one.name === 'shout')) throw new Error('it is there already');
await new Promise((resolve, reject) => {
  execFile(command[0], command.slice(1), (error) => (error ? reject(error) : resolve()));
});
const patience = setTimeout(() => {
  console.error('nothing was heard');
  process.exit(1);
}, 20_000);
await heard.tool;
clearTimeout(patience);
const result = await client.callTool({ name: 'shout', arguments: { text: 'hi' } });
if (result.structuredContent?.result !== 'HI') throw new Error(JSON.stringify(result));
await client.close();
console.log(`${kind} over ${transport}: heard of the new tool and called it`);
process.exit(0);
