// Each sample has values that are empty, null, "NaN", "--" or without a value beside the good ones; numbers come
// unquoted.
// Right: the good ones count as if the others were not there; every message is answered.
import { play, ready, energy, power, sleep, session, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await charger.status('Preparing');
  await charger.start(3000);
  const id = charger.sessions[1];
  await charger.status('Charging');
  const eye = watch(device, 500),
    answers = [];
  for (let i = 1; i <= 6; ++i) {
    await sleep(4000);
    answers.push(
      await charger.tell([
        { value: '', measurand: 'Voltage', unit: 'V', phase: 'L1' },
        { value: null, measurand: 'Current.Import', unit: 'A', phase: 'L1' },
        { value: 'NaN', measurand: 'Temperature' },
        { measurand: 'SoC', unit: 'Percent' },
        { value: '--', measurand: 'Power.Active.Import', unit: 'W', phase: 'L1' },
        { value: 3000 + i * 10, measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
        { value: 9000, measurand: 'Power.Active.Import', unit: 'W' },
        {},
      ]),
    );
  }
  const mid = 'x1',
    r1 = await charger.words(
      mid,
      `[2,"${mid}","MeterValues",{"connectorId":1,"transactionId":"${id}","meterValue":[{"timestamp":"","sampledValue":[{"value":}, {"value":"3070","unit":""},]}]}]`,
    );
  const r = await device.read();
  await charger.stop(3070, { reason: 'Local' });
  const t = await session(charger, id);
  check(answers.every(a => a && !a.error) && r1 && !r1.error, `answers ${JSON.stringify([answers[0], r1])}`);
  check(r.state.currentPower === 9 && eye.highest < 10, `power ${r.state.currentPower} of 9 kW`);
  check(t.energyWh === 70, `session ${t.energyWh} of 70 Wh [${t.flags}]`);
});
