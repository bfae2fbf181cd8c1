// A StopTransaction of 20 MiB (two days of samples with long texts), sent in frames of 64 KiB.
// Right: stored and answered without its samples, never 1009; the session ends by meterStop.
import { play, ready, energy, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger } = await ready();
  await charger.status('Preparing');
  await charger.start(10000);
  const id = charger.sessions[1];
  await charger.status('Charging');
  for (let i = 1; i <= 4; ++i) {
    await sleep(2000);
    await charger.tell([energy(10000 + i * 10)]);
  }
  const one = i =>
    JSON.stringify({
      timestamp: new Date(Date.now() - 60000 + i).toISOString(),
      sampledValue: [energy(10000, { context: 'Sample.Periodic', format: 'SignedData', value: 'A'.repeat(1200) })],
    });
  const data = Array.from({ length: 15500 }, (_, i) => one(i)).join(',');
  const mid = 'big-' + id;
  const text = `[2,"${mid}","StopTransaction",{"transactionId":${id},"meterStop":10050,"timestamp":"${charger.time()}","transactionData":[${data}],"reason":"Local"}]`;
  const answer = new Promise(done => {
    charger.waiting.set(mid, done);
    setTimeout(() => done(null), 60000);
  });
  charger.line.pieces(text, 65536);
  const r = await answer;
  check(
    r && !r.error,
    `${(text.length / 1048576).toFixed(1)} MiB: ${r ? JSON.stringify(r) : 'no answer, closed with ' + charger.line.closedWith}`,
  );
  const t = await session(charger, id);
  check(
    t.state === 'ended' && t.energyWh === 50,
    `session ${t.state}, ${t.energyWh} of 50 Wh [${t.flags}], reason ${t.stop?.reason}`,
  );
  check((await charger.ask('Heartbeat', {}))?.currentTime, 'the link lives');
});
