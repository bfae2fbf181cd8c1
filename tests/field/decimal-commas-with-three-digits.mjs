// A local form of numbers: kWh as "1234,560" and kW as "7,2" and "0,0"; voltage "231,4". meterStart is in Wh.
// Right: the comma is a decimal one, since the register's neighbours fit the power; counted as a quirk.
import { play, ready, energy, power, volts, current, sleep, session, report, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await charger.status('Preparing');
  await charger.start(1234560);
  const id = charger.sessions[1];
  await charger.status('Charging');
  const eye = watch(device, 500);
  for (let i = 1; i <= 6; ++i) {
    await sleep(5000);
    await charger.tell([
      energy(((1234560 + i * 10) / 1000).toFixed(3).replace('.', ','), { unit: 'kWh' }),
      power('7,2', { unit: 'kW' }),
      volts('231,4', 'L1'),
      current('31,1', 'L1'),
    ]);
  }
  const r = await device.read();
  await charger.stop(1234620, { reason: 'Local' });
  const t = await session(charger, id);
  check(t.energyWh === 60, `session ${t.energyWh} of 60 Wh (${t.energySource}) [${t.flags}]`);
  check(
    r.state.currentPower === 7.2 && eye.highest < 8,
    `power ${r.state.currentPower} of 7.2 kW, highest ${eye.highest}`,
  );
  check(
    Object.keys((await report(charger)).counters.quirks).length > 0,
    `quirks ${JSON.stringify((await report(charger)).counters.quirks)}`,
  );
});
