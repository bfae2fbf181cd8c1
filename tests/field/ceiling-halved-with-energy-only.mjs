// Energy only (1 Wh), three phases. 10.3 kW flow; the ceiling goes to 5 and is followed within 2 s. 75 s later it goes up again.
// Right: no alarm, no further limit or stop, and the figure comes down within a few samples.
import { play, ready, Vehicle, energy, sleep, watch, note } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({ keys: { MeterValuesSampledData: 'Energy.Active.Import.Register' } });
  await device.ceiling(10.35);
  const car = new Vehicle(charger, { wh: 250000, every: 10000, phases: 3, delay: 1500, most: 15, sample: v => [energy(v.register())] });
  await car.begin();
  await sleep(45000);
  const eye = watch(device, 1000), at = Date.now();
  await device.ceiling(5);
  const down = [];
  await sleep(1100);
  for (let i = 0; i < 75; ++i) { await sleep(1000); const r = eye.read; if (r && r.state.currentPower < 5.6) { down.push(i); break; } }
  check(down.length && down[0] <= 45, `shown as about 5 kW after ${down[0]} s`);
  await sleep(Math.max(0, 75000 - (Date.now() - at)));
  check(!eye.alarms.size, `alarms [${[...eye.alarms]}]`);
  check(charger.limits(at).length <= 2 && !charger.count('RemoteStopTransaction'), `limits ${charger.story(at)}, stops ${charger.count('RemoteStopTransaction')}`);
  await device.ceiling(10.35);
  await sleep(40000);
  note('power read every second', eye.powers.join(' '));
  check(Math.abs(eye.read.state.currentPower - 10.35) < 0.8 && !eye.alarms.size, `again ${eye.read.state.currentPower} kW, alarms [${[...eye.alarms]}]`);
});
