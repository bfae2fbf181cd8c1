// Energy only (1 Wh), three phases. 10.3 kW flow; the ceiling goes to 5 and is followed within 2 s. 75 s later it goes
// up again.
// Right: no alarm, no further limit or stop, the bounds always hold the truth, and the figure comes down within a
// minute.
import { play, ready, Vehicle, energy, sleep, watch, note, report } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({ keys: { MeterValuesSampledData: 'Energy.Active.Import.Register' } });
  await device.ceiling(10.35);
  const car = new Vehicle(charger, {
    wh: 250000,
    every: 10000,
    phases: 3,
    delay: 1500,
    most: 15,
    sample: v => [energy(v.register())],
  });
  await car.begin();
  await sleep(45000);
  const eye = watch(device, 1000),
    at = Date.now(),
    bounds = async () => (await report(charger)).report.connectors[0].observed;
  await device.ceiling(5);
  await sleep(35000);
  const low = await bounds();
  check(
    !(low.powerLeastKw > car.kw() + 0.1),
    `35 s after the cut the bounds are ${low.powerLeastKw} to ${low.powerMostKw}, the truth is ${car.kw().toFixed(2)} kW`,
  );
  await sleep(35000);
  check(
    Math.abs(eye.read.state.currentPower - car.kw()) < 1,
    `70 s after the cut shown ${eye.read.state.currentPower} of ${car.kw().toFixed(2)} kW`,
  );
  check(!eye.alarms.size, `alarms [${[...eye.alarms]}]`);
  check(
    charger.limits(at).length <= 2 && !charger.count('RemoteStopTransaction'),
    `limits ${charger.story(at)}, stops ${charger.count('RemoteStopTransaction')}`,
  );
  await device.ceiling(10.35);
  await sleep(40000);
  note('power read every second', eye.powers.join(' '));
  const high = await bounds();
  check(
    !(high.powerMostKw < car.kw() - 0.1) && !eye.alarms.size,
    `40 s after the raise the bounds are ${high.powerLeastKw} to ${high.powerMostKw}, the truth is ${car.kw().toFixed(2)} kW; shown ${eye.read.state.currentPower}`,
  );
});
