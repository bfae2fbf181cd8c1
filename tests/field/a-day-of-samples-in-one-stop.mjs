// 24 h of 10 s samples with eight values each in one StopTransaction (8 to 9 MiB), while a neighbour sends heartbeats.
// Right: stored and answered, energy exact; the neighbour is not kept waiting.
import { play, ready, energy, power, volts, current, sleep, session, Charger } from './charger.mjs';
await play(async check => {
  const { charger } = await ready();
  const neighbour = await new Charger().connect();
  await neighbour.boot();
  const n = 8640,
    begin = Date.now() - n * 10000,
    more = { context: 'Sample.Periodic', format: 'Raw', location: 'Outlet' };
  await charger.status('Preparing');
  await charger.start(500000, { timestamp: new Date(begin).toISOString() });
  const id = charger.sessions[1];
  await charger.status('Charging');
  const transactionData = Array.from({ length: n }, (_, i) => ({
    timestamp: new Date(begin + i * 10000).toISOString(),
    sampledValue: [
      energy(500000 + i * 4, more),
      power(1440, more),
      ...['L1', 'L2', 'L3'].flatMap(p => [volts(231, { phase: p, ...more }), current(2.1, { phase: p, ...more })]),
    ],
  }));
  let slowest = 0,
    on = true;
  (async () => {
    while (on) {
      const at = Date.now();
      await neighbour.ask('Heartbeat', {});
      slowest = Math.max(slowest, Date.now() - at);
      await sleep(300);
    }
  })();
  const text = JSON.stringify({
    transactionId: id,
    meterStop: 500000 + n * 4,
    timestamp: charger.time(),
    reason: 'EVDisconnected',
    transactionData,
  });
  const mid = 'day-' + id,
    r = await Promise.race([charger.words(mid, `[2,"${mid}","StopTransaction",${text}]`), sleep(60000)]);
  check(
    r && !r.error,
    `${(text.length / 1048576).toFixed(1)} MiB: ${r ? JSON.stringify(r) : 'no answer, closed with ' + charger.line.closedWith}`,
  );
  await sleep(2500);
  on = false;
  const t = await session(charger, id);
  check(
    t.state === 'ended' && Math.abs(t.energyWh - n * 4) <= 4,
    `session ${t.state}, ${t.energyWh} of ${n * 4} Wh [${t.flags}]`,
  );
  check(slowest < 4000, `the neighbour waited ${slowest} ms at most`);
});
