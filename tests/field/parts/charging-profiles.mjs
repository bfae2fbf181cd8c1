// The limits of a charge point as the specification stores them: the highest stack level of a purpose counts, a
// TxProfile before the default.
export class ChargingProfiles {
  constructor(charger) {
    this.charger = charger;
    this.installed = [];
  }
  store({ connectorId, csChargingProfiles: p }) {
    if (p.chargingProfilePurpose === 'TxProfile' && !this.charger.sessions[connectorId]) return { status: 'Rejected' };
    this.installed = this.installed.filter(
      q =>
        q.p.chargingProfileId !== p.chargingProfileId &&
        !(
          q.connectorId === connectorId &&
          q.p.chargingProfilePurpose === p.chargingProfilePurpose &&
          q.p.stackLevel === p.stackLevel
        ),
    );
    this.installed.push({ connectorId, p });
    this.charger.onLimit();
    return { status: 'Accepted' };
  }
  clear(ask) {
    const meant = q =>
      (ask.id == null || q.p.chargingProfileId === ask.id) &&
      (ask.connectorId == null || q.connectorId === ask.connectorId) &&
      (ask.chargingProfilePurpose == null || q.p.chargingProfilePurpose === ask.chargingProfilePurpose) &&
      (ask.stackLevel == null || q.p.stackLevel === ask.stackLevel);
    const before = this.installed.length;
    this.installed = this.installed.filter(q => !meant(q));
    if (before !== this.installed.length) this.charger.onLimit();
    return { status: before === this.installed.length ? 'Unknown' : 'Accepted' };
  }
  limit(connector = 1) {
    // {value, unit} in force, or undefined
    const best = (purpose, where) =>
      this.installed
        .filter(q => q.p.chargingProfilePurpose === purpose && where.includes(q.connectorId))
        .sort((a, b) => b.p.stackLevel - a.p.stackLevel || b.connectorId - a.connectorId)[0];
    const read = q => {
      const s = q.p.chargingSchedule,
        origin = s.startSchedule ? Date.parse(s.startSchedule) : 0;
      const elapsed = origin ? (Date.now() + this.charger.shift - origin) / 1000 : 0;
      const now =
        s.chargingSchedulePeriod.filter(x => x.startPeriod <= Math.max(0, elapsed)).pop() ??
        s.chargingSchedulePeriod[0];
      return { value: now.limit, unit: s.chargingRateUnit };
    };
    const own =
      (this.charger.sessions[connector] && best('TxProfile', [connector])) || best('TxDefaultProfile', [0, connector]);
    const station = best('ChargePointMaxProfile', [0]);
    if (!own && !station) return undefined;
    if (!own || !station) return read(own ?? station);
    const a = read(own),
      b = read(station);
    return a.unit === b.unit && b.value < a.value ? b : a;
  }
  sessionEnded(connector) {
    this.installed = this.installed.filter(
      q => q.connectorId !== connector || q.p.chargingProfilePurpose !== 'TxProfile',
    );
  }
}
