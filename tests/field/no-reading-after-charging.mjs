// The charger says Charging and tells its meter only when asked. It is asked and answers.
// Right: asked within some 5 to 10 s; until then charging with an unknown power, then 7.36 kW measured.
import { play, ready, Vehicle, sleep, within } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({ answers: { ChangeConfiguration: () => ({ status: 'Rejected' }) } });
  const car = new Vehicle(charger, { every: 1e7 });
  charger.answers.TriggerMessage = ask => {
    if (ask.requestedMessage === 'MeterValues') setTimeout(() => car.speak(), 300);
    return { status: 'Accepted' };
  };
  await car.begin();
  const at = Date.now();
  await sleep(1500);
  const early = await device.read();
  check(
    early.state.status === 'charging' && early.state.isCharging && early.metadata.powerSource === 'unknown',
    `before: ${early.state.status}, isCharging ${early.state.isCharging}, ${early.metadata.powerSource}`,
  );
  const asked = await within(15000, () =>
    charger.heard.find(
      h => h.action === 'TriggerMessage' && h.payload.requestedMessage === 'MeterValues' && h.at >= at,
    ),
  );
  check(asked, `asked after ${((asked?.at - at) / 1000).toFixed(1)} s`);
  await sleep(1500);
  const r = await device.read();
  check(
    Math.abs(r.state.currentPower - 7.36) < 0.1 && r.metadata.powerSource === 'measured',
    `then ${r.state.currentPower} kW (${r.metadata.powerSource})`,
  );
});
