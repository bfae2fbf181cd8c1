// Two whole sessions were held while the gateway was away; both come in one burst, with the times and ids of then.
// Right: two ended sessions, each with its own energy; nothing of it is power, or a session, of now.
import { play, ready, energy, power, sleep, sessions, watch, alarms } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  charger.cut();
  await sleep(1000);
  await charger.connect();
  await charger.boot();
  const ago = s => new Date(Date.now() - s * 1000).toISOString();
  const eye = watch(device, 500);
  const ids = [];
  for (const [from, wh, steps, tag] of [
    [7200, 50000, 12, 'CARD1'],
    [3000, 58400, 6, 'CARD2'],
  ]) {
    await charger.start(wh, { timestamp: ago(from), idTag: tag });
    ids.push(charger.sessions[1]);
    for (let i = 1; i <= steps; ++i)
      await charger.tell([energy(wh + i * 600), power(7200)], { at: ago(from - i * 300) });
    await charger.stop(wh + steps * 600 + 100, {
      timestamp: ago(from - steps * 300 - 50),
      reason: 'Local',
      idTag: tag,
    });
  }
  await charger.status('Available');
  await sleep(4000);
  const all = await sessions(charger),
    r = await device.read();
  const told = ids.map(i => all.find(t => t.id === i));
  check(all.length === 2 && told.every(t => t?.state === 'ended'), `sessions ${all.map(t => t.state)}`);
  check(
    told[0]?.energyWh === 7300 && told[1]?.energyWh === 3700,
    `energy ${told.map(t => t?.energyWh)} of 7300,3700 Wh [${told.map(t => t?.flags)}]`,
  );
  check(
    r.state.status === 'available' && r.state.currentPower === 0 && !r.state.isCharging,
    `now ${r.state.status}, ${r.state.currentPower} kW`,
  );
  check(eye.highest < 0.1, `highest power shown ${eye.highest} kW`);
});
