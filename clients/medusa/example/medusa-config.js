const { defineConfig } = require('@medusajs/framework/utils');

const { DATABASE_URL, PAGES_URL = 'http://localhost:8000', JWT_SECRET, COOKIE_SECRET } = process.env;

module.exports = defineConfig({
  projectConfig: {
    databaseUrl: DATABASE_URL,
    databaseDriverOptions: { ssl: false },
    http: {
      ...{ storeCors: PAGES_URL, authCors: PAGES_URL, adminCors: PAGES_URL },
      ...{ jwtSecret: JWT_SECRET, cookieSecret: COOKIE_SECRET },
    },
  },
  admin: { disable: true },
  // It reads RECOMMENDER_URL and RECOMMENDER_KEY.
  plugins: ['@stars/medusa'],
});
