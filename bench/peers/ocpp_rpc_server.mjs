// npm ocpp-rpc in strict mode: every message is held against the specification's schemas; nothing is stored.

import { RPCServer } from 'ocpp-rpc';

let transactionId = 0;
const now = () => new Date().toISOString();
const idTagInfo = { status: 'Accepted' };

const CONFIRMATIONS = {
  BootNotification: () => ({ status: 'Accepted', interval: 60, currentTime: now() }),
  Heartbeat: () => ({ currentTime: now() }),
  StatusNotification: () => ({}),
  MeterValues: () => ({}),
  StartTransaction: () => ({ transactionId: ++transactionId, idTagInfo }),
  StopTransaction: () => ({ idTagInfo }),
};

const server = new RPCServer({ protocols: ['ocpp1.6'], strictMode: true });
server.on('client', (client) => {
  for (const [action, confirmation] of Object.entries(CONFIRMATIONS)) client.handle(action, confirmation);
});
const listening = await server.listen(0, '127.0.0.1');
console.log(`ready ocpp=127.0.0.1:${listening.address().port}`);
process.on('SIGTERM', () => process.exit(0));
