// A weak power supply: six boots within two minutes in a session that goes on, profiles lost each time, energy-only.
// Right: the ceiling is back after each boot, no storm of set-up writes, no alarm, one session, energy exact.
import { play, ready, Vehicle, energy, sleep, session, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready(
    { keys: { MeterValuesSampledData: 'Energy.Active.Import.Register' } },
    { max_phases: 1 },
  );
  await device.ceilingTold(3.7);
  const car = new Vehicle(charger, { every: 5000, suspends: false, sample: v => [energy(v.register())] });
  await car.begin();
  const id = charger.sessions[1],
    eye = watch(device, 1000);
  let back = 0;
  const at = Date.now();
  for (let i = 0; i < 6; ++i) {
    charger.cut();
    charger.profiles = [];
    charger.onLimit();
    await sleep(2000);
    await charger.connect();
    await charger.boot();
    await charger.status('Charging');
    await sleep(17000);
    if (car.inForce < 17) ++back;
  }
  check(back >= 5, `the ceiling was back within 17 s in ${back} of 6`);
  check(
    charger.heard.filter(h => h.at > at && h.action === 'ChangeConfiguration').length <= 12,
    `${charger.heard.filter(h => h.at > at && h.action === 'ChangeConfiguration').length} keys written`,
  );
  check(
    !eye.alarms.has('IDENTITY_CLASH') && !charger.count('RemoteStopTransaction'),
    `alarms [${[...eye.alarms]}]`,
  );
  await charger.stop(car.register(), { reason: 'Local' });
  const t = await session(charger, id);
  check(
    t.state === 'ended' && Math.abs(t.energyWh - car.used()) <= 2,
    `${t.state}, ${t.energyWh} of ${car.used().toFixed(0)} Wh [${t.flags}]`,
  );
});
