// control=off: a whole session with a ceiling that is not kept, a reconnect, a boot.
// Right: the gateway sends nothing of its own that changes the charger, and shows what flows.
import { play, ready, Vehicle, sleep } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1, control: 'off' });
  await sleep(4000);
  const at = Date.now();
  await device.ceiling(3.7);
  const car = new Vehicle(charger, { every: 4000 });
  await car.begin();
  await sleep(45000);
  charger.cut();
  await sleep(3000);
  await charger.connect();
  await charger.boot();
  await charger.status('Charging');
  await sleep(15000);
  const sent = charger.heard.filter(h => h.at > at).map(h => h.action),
    r = await device.read();
  check(!sent.some(a => /Set|Clear|Change|Remote|Reset/.test(a)), `sent [${[...new Set(sent)]}]`);
  check(Math.abs(r.state.currentPower - 7.36) < 0.1, `shown ${r.state.currentPower} of 7.36 kW`);
});
