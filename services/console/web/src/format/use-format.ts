import { useMemo } from 'react';
import { useLanguage } from '../language/language.js';

export interface Format {
  /** With at most three digits after the point. */
  number(value: number): string;
  /** From 0 to 1, as per cent. */
  share(value: number): string;
  /** As the catalogue has it: STARS knows no currency. */
  price(value: number): string;
  /** An ISO time in a zone, with the zone's name. Default: the zone of the browser. */
  time(iso: string, zone?: string): string;
  /** An hour of a day, or a day, in a zone. @param ms since 1970 */
  bucket(ms: number, unit: 'hour' | 'day', zone: string): string;
  /** Such as `12 ms`, `3.4 s` or `5 min`. */
  duration(ms: number): string;
}

const unit = (language: string, name: string): Intl.NumberFormat =>
  new Intl.NumberFormat(language, { style: 'unit', unit: name, maximumFractionDigits: 1 });

/** Numbers with their units and times with their zone, in the language of the page. */
export function useFormat(): Format {
  const { language } = useLanguage();
  return useMemo(() => {
    const plain = new Intl.NumberFormat(language, { maximumFractionDigits: 3 });
    const share = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
    const price = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    const clock = { hour: '2-digit', minute: '2-digit' } as const;
    const date = { month: 'short', day: 'numeric' } as const;
    const time = (zone: string | undefined) =>
      new Intl.DateTimeFormat(language, {
        ...{ ...date, ...clock, year: 'numeric', second: '2-digit', timeZoneName: 'short', timeZone: zone },
      });
    const ofBrowser = time(undefined);
    const [ms, seconds, minutes] = ['millisecond', 'second', 'minute'].map((name) => unit(language, name));
    return {
      number: (value) => plain.format(value),
      share: (value) => share.format(value),
      price: (value) => price.format(value),
      time: (iso, zone) => (zone === undefined ? ofBrowser : time(zone)).format(new Date(iso)),
      bucket: (ms, unit, zone) =>
        new Intl.DateTimeFormat(language, {
          ...(unit === 'hour' ? { ...clock, hourCycle: 'h23' } : date),
          timeZone: zone,
        }).format(ms),
      duration: (value) => {
        if (value < 1000) return ms!.format(value);
        return value < 60_000 ? seconds!.format(value / 1000) : minutes!.format(value / 60_000);
      },
    };
  }, [language]);
}
