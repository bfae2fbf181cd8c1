// Two sockets charge; the stop of socket 2 carries an id that was never given out, with the right tag and a register
// that fits only there.
// Right: it ends session 2 with its energy, session 1 goes on; the stop is answered.
import { play, ready, energy, power, sleep, session, sessions } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({ connectors: 2 });
  await charger.status('Preparing', 1);
  await charger.start(1000, { idTag: 'AAA' });
  const a = charger.sessions[1];
  await charger.status('Charging', 1);
  await charger.status('Preparing', 2);
  await charger.start(70000, { connector: 2, idTag: 'BBB' });
  const b = charger.sessions[2];
  await charger.status('Charging', 2);
  for (let i = 1; i <= 4; ++i) {
    await charger.tell([energy(1000 + i * 10), power(12000)]);
    await charger.tell([energy(70000 + i * 5), power(6000)], { connector: 2 });
    await sleep(3000);
  }
  const r = await charger.ask('StopTransaction', {
    transactionId: 987654,
    meterStop: 70023,
    timestamp: charger.time(),
    idTag: 'BBB',
    reason: 'Local',
  });
  await charger.status('Finishing', 2);
  await sleep(1000);
  await charger.status('Available', 2);
  const x = await session(charger, a),
    y = await session(charger, b);
  check(r && !r.error, `answer ${JSON.stringify(r)}`);
  check(x.state === 'open', `session 1 ${x.state}`);
  check(y.state === 'ended' && y.energyWh === 23, `session 2 ${y.state} with ${y.energyWh} of 23 Wh [${y.flags}]`);
  check((await sessions(charger)).filter(t => t.state === 'open').length === 1, 'one is open');
});
