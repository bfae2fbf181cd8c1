// The answer to StartTransaction is lost; the charger sends it again 20 s later with a new time and message id, same
// tag and register.
// Right: charging goes on under the newer id; no session stays open besides; energy once.
import { play, ready, energy, power, sleep, sessions } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await charger.status('Preparing');
  await charger.start(6000);
  await sleep(20000);
  await charger.start(6000);
  const id = charger.sessions[1];
  await charger.status('Charging');
  for (let i = 1; i <= 6; ++i) {
    await charger.tell([energy(6000 + i * 10), power(9000)]);
    await sleep(4000);
  }
  const r = await device.read(),
    open = (await sessions(charger)).filter(t => t.state === 'open');
  check(open.length === 1 && open[0].id === id, `open sessions ${open.map(t => t.id)} (${id})`);
  check(
    r.state.currentPower === 9 && r.metadata.sessionEnergyWh === 60,
    `${r.state.currentPower} kW, ${r.metadata.sessionEnergyWh} of 60 Wh`,
  );
  await charger.stop(6060, { reason: 'Local' });
  const all = await sessions(charger),
    sum = all.reduce((s, t) => s + (t.energyWh ?? 0), 0);
  check(all.every(t => t.state !== 'open') && sum === 60, `${all.length} records with ${sum} Wh in all`);
});
