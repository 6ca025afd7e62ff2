/** DSNs with a password that is hard to hand on. */

export const PASSWORD = "p@ss/w#r%d,:;'\"$x `(1)";
export const ENCODED = encodeURIComponent(PASSWORD);
export const DSNS = {
  postgres: `postgresql://us%3Aer:${ENCODED}@db.shop.svc:5433/postgres?sslmode=require`,
  mysql: `mysql://exporter:${ENCODED}@db?tls=skip-verify`,
  redis: `rediss://exporter:${ENCODED}@[2001:db8::1]:6380/2`,
  mongodb: `mongodb://exporter:${ENCODED}@db:27017/?authSource=admin`,
  elasticsearch: `https://exporter:${ENCODED}@search:9200/prefix`,
};
