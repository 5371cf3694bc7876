import { EvidenceSums, ItemSums, type PurchaseFact, RegionSum } from '@stars/contracts';
import { FIRST_DECAYS, ITEM_EVIDENCE_DECAYS, LEAST_OF_REGION, PURCHASE_DECAYS, REGION_DAYS } from '@stars/ranking';

/** What is left of a sum after everything in it was taken back. */
const ROUNDING = 1e-12;

/** An item of which nothing is known. */
export function noSums(itemId: string): ItemSums {
  const zeros = (decays: readonly number[]): number[] => decays.map(() => 0);
  return ItemSums.fromPartial({ itemId, day: NEVER, decayed: zeros(PURCHASE_DECAYS), firsts: zeros(FIRST_DECAYS) });
}

/** The day of an item without facts: before all others. */
const NEVER = -(2 ** 31);

/** Adds a fact, or takes it back. Facts come in any order: the sums are the same. */
export function addFact(sums: ItemSums, fact: PurchaseFact): void {
  reach(sums, fact.day);
  const age = sums.day - fact.day;
  const sign = fact.takenBack ? -1 : 1;
  if (fact.evidence === 0) addPurchase(sums, fact, age, sign);
  else addDecayed(evidenceOf(sums, fact.evidence).sums, age, ITEM_EVIDENCE_DECAYS, sign);
}

function addPurchase(sums: ItemSums, { region, gap }: PurchaseFact, age: number, sign: number): void {
  sums.purchases += sign;
  addDecayed(sums.decayed, age, PURCHASE_DECAYS, sign);
  if (gap === 0) addDecayed(sums.firsts, age, FIRST_DECAYS, sign);
  else {
    sums.repeats += sign;
    sums.logGaps += sign * Math.log(gap);
  }
  let ofRegion = sums.regions.find((one) => one.region === region);
  if (ofRegion === undefined) {
    ofRegion = RegionSum.fromPartial({ region });
    sums.regions.push(ofRegion);
  }
  ofRegion.sum += sign * Math.exp(-age / REGION_DAYS);
  if (sign < 0) withoutRounding(sums);
}

/** What was taken back leaves nothing. */
function withoutRounding(sums: ItemSums): void {
  if (sums.repeats === 0) sums.logGaps = 0;
  if (sums.purchases === sums.repeats) sums.firsts.fill(0);
  if (sums.purchases === 0) sums.decayed.fill(0);
  sums.regions = sums.purchases === 0 ? [] : sums.regions.filter(({ sum }) => sum > ROUNDING);
}

function evidenceOf(sums: ItemSums, type: EvidenceSums['type']): EvidenceSums {
  let evidence = sums.evidence.find((one) => one.type === type);
  if (evidence === undefined) {
    evidence = { type, sums: ITEM_EVIDENCE_DECAYS.map(() => 0) };
    sums.evidence.push(evidence);
  }
  return evidence;
}

/** Moves on to `day` if it is later. */
function reach(sums: ItemSums, day: number): void {
  const passed = day - sums.day;
  if (passed <= 0) return;
  sums.day = day;
  fade(sums.decayed, passed, PURCHASE_DECAYS);
  fade(sums.firsts, passed, FIRST_DECAYS);
  for (const { sums: evidence } of sums.evidence) fade(evidence, passed, ITEM_EVIDENCE_DECAYS);
  for (const one of sums.regions) one.sum *= Math.exp(-passed / REGION_DAYS);
  sums.regions = sums.regions.filter(({ sum }) => sum >= LEAST_OF_REGION);
}

function fade(sums: number[], passed: number, decays: readonly number[]): void {
  for (let d = 0; d < decays.length; d++) sums[d]! *= Math.exp(-passed / decays[d]!);
}

function addDecayed(sums: number[], age: number, decays: readonly number[], sign: number): void {
  for (let d = 0; d < decays.length; d++) {
    const sum = sums[d]! + sign * Math.exp(-age / decays[d]!);
    sums[d] = sign < 0 && Math.abs(sum) < ROUNDING ? 0 : sum;
  }
}
