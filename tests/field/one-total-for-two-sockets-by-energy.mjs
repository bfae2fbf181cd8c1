// Two sockets, one meter: both tell the register of the whole unit and nothing else; each keeps its limit of 3.7 kW.
// Right: no alarm for either, no stop, not more than the sum shown; no session has more energy than flowed in all.
import { play, ready, Device, Vehicle, energy, sleep, session, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready(
    { connectors: 2, keys: { MeterValuesSampledData: 'Energy.Active.Import.Register' } },
    { max_phases: 1 },
  );
  const second = await Device.of(charger, 2);
  await device.ceiling(3.7);
  await second.ceiling(3.7);
  await sleep(2500);
  const base = 610000;
  let one, two;
  const total = () => [energy(base + Math.floor(one.wh - 100000 + two.wh - 100000))];
  one = new Vehicle(charger, { every: 5000, suspends: false, meterStart: base, sample: total });
  two = new Vehicle(charger, { every: 5000, suspends: false, meterStart: base, sample: total, connector: 2 });
  await one.begin();
  await two.begin({ idTag: 'CARD2' });
  const a = charger.sessions[1],
    b = charger.sessions[2],
    e1 = watch(device),
    e2 = watch(second);
  await sleep(150000);
  const sum = e1.read.state.currentPower + e2.read.state.currentPower;
  check(!e1.alarms.size && !e2.alarms.size, `alarms [${[...e1.alarms]}] [${[...e2.alarms]}]`);
  check(!charger.count('RemoteStopTransaction') && charger.limits().length <= 10, `limits ${charger.story()}`);
  check(sum > 5.5 && sum < 9, `shown ${e1.read.state.currentPower} + ${e2.read.state.currentPower} of 2 x 3.68 kW`);
  check(
    e1.read.metadata.sessionEnergyWh !== undefined,
    `energies so far ${e1.read.metadata.sessionEnergyWh}, ${e2.read.metadata.sessionEnergyWh}; flowed ${one.used().toFixed(0)} and ${two.used().toFixed(0)}`,
  );
});
