// The register begins anew in the session (a power cut); then the gateway itself is killed for 15 s. meterStart
// 400000, meterStop small.
// Right: both parts are summed across the kill, the flag stays, one session; what flowed in the dark counts by the
// register.
import { play, ready, Vehicle, sleep, session, within } from './charger.mjs';
import { OwnGateway } from './own-gateway.mjs';
await play(async check => {
  if (!OwnGateway.possible()) return check(true, 'skipped: no GATEWAY_BIN');
  const gateway = await new OwnGateway().start();
  const { charger, device } = await ready({}, { max_phases: 1 });
  const car = new Vehicle(charger, { wh: 400000, every: 4000 });
  await car.begin();
  const id = charger.sessions[1];
  await sleep(24000);
  await car.speak();
  const first = car.used();
  charger.cut();
  await sleep(2000);
  car.wh = 0;
  await charger.connect();
  await charger.boot();
  await sleep(20000);
  await car.speak();
  const flags = (await session(charger, id)).flags;
  await gateway.kill();
  await sleep(15000);
  await gateway.start();
  await within(
    20000,
    () =>
      charger.connect().then(
        () => true,
        () => false,
      ),
    1000,
  );
  await sleep(20000);
  const running = await device.read();
  await charger.stop(car.register(), { reason: 'Local' });
  const t = await session(charger, id),
    flowed = first + car.wh;
  check(
    t.state === 'ended' && t.energyWh <= flowed + 2 && t.energyWh >= flowed - 14,
    `${t.state}, ${t.energyWh} of ${first.toFixed(0)} + ${car.wh.toFixed(0)} Wh (${t.energySource})`,
  );
  check(
    flags.includes('register_fell') && t.flags.includes('register_fell'),
    `flags before [${flags}], after [${t.flags}]`,
  );
  check(
    Math.abs(running.state.currentPower - 7.36) < 0.1 && running.metadata.sessionEnergyWh > first,
    `after the restart ${running.state.currentPower} kW, so far ${running.metadata.sessionEnergyWh}`,
  );
});
