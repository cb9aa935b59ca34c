"""Words of the monitoring app."""
