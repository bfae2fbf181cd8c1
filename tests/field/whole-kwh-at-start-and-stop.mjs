// As start-in-kwh-samples-in-wh, but energy is all that is told and the stop is one kWh further (8201), while 96 Wh
// flow.
// Right: 96 Wh by the samples; neither 1 nor 1000.
import { play, ready, energy, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger } = await ready({ keys: { MeterValuesSampledData: 'Energy.Active.Import.Register' } });
  await charger.status('Preparing');
  await charger.start(8200);
  const id = charger.sessions[1];
  await charger.status('Charging');
  for (let i = 0; i <= 8; ++i) {
    await charger.tell([energy(8200950 + i * 12)]);
    await sleep(4000);
  }
  await charger.stop(8201, { reason: 'Local' });
  const t = await session(charger, id);
  check(t.energyWh === 96, `session ${t.energyWh} of 96 Wh (${t.energySource}) [${t.flags}]`);
});
