// Interval energy only: every 10 s 20 Wh as Sample.Periodic, and at each fourth also the sum of the last 40 s as
// Sample.Clock.
// Right: each Wh once.
import { play, ready, interval, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger } = await ready({
    keys: {
      MeterValuesSampledData: 'Energy.Active.Import.Interval',
      MeterValuesAlignedData: 'Energy.Active.Import.Interval',
      ClockAlignedDataInterval: '40',
    },
  });
  await charger.status('Preparing');
  await charger.start(0);
  const id = charger.sessions[1];
  await charger.status('Charging');
  for (let i = 1; i <= 8; ++i) {
    await sleep(10000);
    await charger.tell([interval(20, { context: 'Sample.Periodic' })]);
    if (i % 4 === 0) await charger.tell([interval(80, { context: 'Sample.Clock' })]);
  }
  await charger.stop(0, { reason: 'Local' });
  const t = await session(charger, id);
  check(t.energyWh === 160, `session ${t.energyWh} of 160 Wh (${t.energySource}) [${t.flags}]`);
});
