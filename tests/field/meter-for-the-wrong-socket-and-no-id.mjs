// Two sockets; all values lack an id and name connector 1, though only socket 2 has a session (1 is free).
// Right: the flow belongs to the one session there is: shown and capped at socket 2, its energy right; no phantom at socket 1.
import { play, ready, Device, energy, power, sleep, session, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({ connectors: 2 }, { max_phases: 1 });
  const second = await Device.of(charger, 2);
  await sleep(1500);
  await charger.status('Preparing', 2);
  await charger.start(70000, { connector: 2 });
  const id = charger.sessions[2];
  await charger.status('Charging', 2);
  const one = watch(device, 1000);
  const two = watch(second, 1000);
  for (let i = 1; i <= 16; ++i) {
    await charger.ask('MeterValues', {
      connectorId: 1,
      transactionId: i <= 4 ? id : undefined,
      meterValue: [{ timestamp: charger.time(), sampledValue: [energy(70000 + i * 10), power(7200 + (i % 5))] }],
    });
    await sleep(5000);
  }
  check(
    two.read.state.isCharging && Math.abs(two.read.state.currentPower - 7.2) < 0.1,
    `socket 2 shows ${two.read.state.currentPower} kW`,
  );
  check(
    one.read.state.status === 'available' && !one.alarms.size && one.read.state.currentPower === 0,
    `socket 1 ${one.read.state.status}, ${one.read.state.currentPower} kW, alarms [${[...one.alarms]}]`,
  );
  await charger.stop(70160, { connector: 2, reason: 'Local' });
  const t = await session(charger, id);
  check(t.energyWh === 160, `session ${t.energyWh} of 160 Wh [${t.flags}]`);
});
