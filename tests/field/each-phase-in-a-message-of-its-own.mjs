// Every 5 s three MeterValues, one for each phase, 0.4 s apart: 3.6 kW each. The ceiling of 7 is accepted and ignored.
// Right: 10.8 kW shown (never a third of it as the whole), alarm.
import { play, ready, energy, power, sleep, watch, note, report } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await device.ceiling(7);
  await charger.status('Preparing');
  await charger.start(20000);
  await charger.status('Charging');
  let wh = 20000;
  const eye = watch(device, 700);
  for (let i = 0; i < 27; ++i) {
    for (const p of ['L1', 'L2', 'L3']) {
      await charger.tell([power(3600, p)]);
      await sleep(400);
    }
    await charger.tell([energy((wh += 15))]);
    if (i === 1) eye.reset();
    await sleep(3700);
  }
  note(
    'power read every 0.7 s',
    eye.powers.join(' '),
    JSON.stringify((await report(charger)).report.connectors[0].observed),
  );
  check(eye.lowest > 10.5 && eye.highest < 11.2, `shown between ${eye.lowest} and ${eye.highest} of 10.8 kW`);
  check(eye.alarms.has('LIMIT_NOT_FOLLOWED'), `alarms [${[...eye.alarms]}]`);
});
