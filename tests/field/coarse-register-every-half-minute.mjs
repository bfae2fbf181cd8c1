// Energy only, steps of 100 Wh, a sample every 30 s; 10.8 kW flow under a ceiling of 11.
// Right: a steady figure once two steps were seen, no alarm, no second limit, nothing learnt.
import { play, ready, Vehicle, energy, sleep, watch, note } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({
    keys: { MeterValuesSampledData: 'Energy.Active.Import.Register', MeterValueSampleInterval: '30' },
    answers: { ChangeConfiguration: () => ({ status: 'Rejected' }) },
  });
  await device.ceilingTold(11);
  const car = new Vehicle(charger, {
    wh: 730060,
    step: 100,
    every: 30000,
    phases: 3,
    law: a => Math.min(a, 15.65),
    sample: v => [energy(v.register())],
  });
  await car.begin();
  const eye = watch(device),
    n = charger.limits().length;
  await sleep(100000);
  eye.powers.length = 0;
  await sleep(68000);
  note('power read every 2 s', eye.powers.join(' '));
  const low = Math.min(...eye.powers),
    high = Math.max(...eye.powers),
    r = eye.read;
  check(low > 7.5 && high < 14.5, `power shown between ${low} and ${high} of 10.8 kW (${r.metadata.powerSource})`);
  check(!eye.alarms.size, `alarms [${[...eye.alarms]}]`);
  check(charger.limits().length - n <= 1, `limits told in the session: ${charger.limits().length - n}`);
  check(r.state.status === 'charging', `status ${r.state.status}, isCharging ${r.state.isCharging}`);
});
