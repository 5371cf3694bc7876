import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { de } from './de.js';
import { en, type Texts } from './en.js';

const TEXTS = { en, de };
export type Language = keyof typeof TEXTS;
/** By their own names. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' };
const STORED = 'stars-language';

interface Chosen {
  language: Language;
  texts: Texts;
  choose(language: Language): void;
}

const Context = createContext<Chosen | undefined>(undefined);

const isLanguage = (text: string | null | undefined): text is Language => Object.hasOwn(TEXTS, text ?? '');

function firstLanguage(): Language {
  const kept = localStorage.getItem(STORED);
  if (isLanguage(kept)) return kept;
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en';
}

export function LanguageProvider({ children }: { children: ReactNode }): ReactNode {
  const [language, setLanguage] = useState(firstLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const chosen = useMemo(
    () => ({
      language,
      texts: TEXTS[language],
      choose(next: Language): void {
        localStorage.setItem(STORED, next);
        setLanguage(next);
      },
    }),
    [language],
  );
  return <Context.Provider value={chosen}>{children}</Context.Provider>;
}

/** Errors: an `Error` outside of a `LanguageProvider`. */
export function useLanguage(): Chosen {
  const chosen = useContext(Context);
  if (chosen === undefined) throw new Error('useLanguage needs a LanguageProvider');
  return chosen;
}

export const useTexts = (): Texts => useLanguage().texts;
