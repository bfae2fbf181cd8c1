// Three registers, one for each phase, none for all; the vehicle charges on two. meterStart is their sum, meterStop is
// 0.
// Right: the sum of the rises.
import { play, ready, energy, power, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await charger.status('Preparing');
  await charger.start(10000 + 20000 + 30000);
  const id = charger.sessions[1];
  await charger.status('Charging');
  for (let i = 1; i <= 10; ++i) {
    await sleep(4000);
    await charger.tell([
      energy(10000 + i * 4, 'L1'),
      energy(20000 + i * 4, 'L2'),
      energy(30000, 'L3'),
      power(3600, 'L1'),
      power(3600, 'L2'),
      power(0, 'L3'),
    ]);
  }
  const r = await device.read();
  await charger.stop(0, { reason: 'EVDisconnected' });
  const t = await session(charger, id);
  check(Math.abs(t.energyWh - 80) <= 8, `session ${t.energyWh} of 80 Wh (${t.energySource}) [${t.flags}]`);
  check(Math.abs(r.state.currentPower - 7.2) < 0.1, `power ${r.state.currentPower} of 7.2 kW`);
});
